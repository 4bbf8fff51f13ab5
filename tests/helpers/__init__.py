"""Things tests share: guards, servers, the village, strategies."""
