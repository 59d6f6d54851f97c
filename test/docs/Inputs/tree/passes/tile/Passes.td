// No pass, for the test of check_docs.py.
