// One pass for the test of check_docs.py.
def NameDims : Pass<"ingot-name-dims"> {}
