"""Small changes of the shop's money code, drawn by a seed: which of them does nobody see?"""
