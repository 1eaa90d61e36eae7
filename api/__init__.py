"""The faces: command line and HTTP. The only room that reads the environment and wires the others together."""
