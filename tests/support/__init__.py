"""What many tests need: servers, commands, libraries, clocks."""
