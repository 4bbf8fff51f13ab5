"""总对总: files of visits for the province, and files of what became of them."""
