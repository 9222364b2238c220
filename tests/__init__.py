"""The tests, and the small real parts they stand on."""
