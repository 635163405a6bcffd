"""How text is read, for matching and for people: TeX, letters, number, compounds. Pure."""
