"""Who a person is and how that was proved."""
