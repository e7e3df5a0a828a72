"""Takes the long figures about safety: what is never lost, said, kept or seen; see docs/proof.md."""
