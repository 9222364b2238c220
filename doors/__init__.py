"""The ways in: the command line, batches and the page's server. They decide nothing."""
