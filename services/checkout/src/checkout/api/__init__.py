"""The HTTP operations of the contract, one small router per room."""
