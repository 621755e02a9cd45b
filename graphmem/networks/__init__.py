"""Where real networks come from: shipped tables and folders of tables."""
