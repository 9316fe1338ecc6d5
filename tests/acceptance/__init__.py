"""Published patients, the command line and the pages, as a clinician meets them."""
