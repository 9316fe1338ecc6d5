"""Questions of the review asked of coded facts: many patients at once, each as if asked alone."""
