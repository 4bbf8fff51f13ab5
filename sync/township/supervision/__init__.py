"""监管指标: counting what a month at a clinic looks like, and writing it down for whoever supervises."""
