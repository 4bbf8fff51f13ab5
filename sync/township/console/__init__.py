"""The console of a township in the browser: sign-in, pages, and what keeps strangers out."""
