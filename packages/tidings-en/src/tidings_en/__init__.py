"""The files of the trained English reader; tidings finds them beside this module and checks their digests."""
