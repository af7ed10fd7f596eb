"""Family `rvq`: music tokens learned from sound (docs/rvq-family.md): codec, corpus of codes, conditions, delay pattern."""
