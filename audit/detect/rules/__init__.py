"""One file a rule: each states a ``RULE`` (see ``audit.detect.rule``); the catalogue finds it by itself."""
