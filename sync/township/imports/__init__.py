"""Files that counties exchange: resident rosters and catalogues as workbooks or CSV, read and written."""
