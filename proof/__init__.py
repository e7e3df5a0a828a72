"""Takes the long figures about safety: what is never lost, said late, or left behind."""
