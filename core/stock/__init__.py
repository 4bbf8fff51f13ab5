"""库存: what came in, what is there by batch, and what was counted."""
