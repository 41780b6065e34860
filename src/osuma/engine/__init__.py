"""The pure part of Osuma: tables and values in, expressions and values out."""
