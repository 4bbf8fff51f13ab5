"""Many plain values side by side: written column by column they need a fraction of the bytes."""
