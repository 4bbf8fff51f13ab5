"""Whether and how a person is insured."""
