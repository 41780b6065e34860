"""The compiler against the interpreter, on worlds and rules that are drawn."""
