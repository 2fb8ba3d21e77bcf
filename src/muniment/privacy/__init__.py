"""What personal data is used for, and on what ground: the records that the data protection law asks for."""
