# What metafor makes of the sets of benchmarks/evidence/sets.py and of the BCG vaccine trials that
# are published with it: fixed effect, DerSimonian-Laird, REML, each also with Hartung-Knapp.
# Rscript benchmarks/evidence/metafor.R sets.csv > tests/spec/pooling_metafor.json
suppressPackageStartupMessages(library(metafor))

number <- function(x) if (is.null(x) || is.na(x)) "null" else sprintf("%.10g", x)
fields <- function(...) {
  values <- list(...)
  paste0('"', names(values), '": ', vapply(values, number, ""), collapse = ", ")
}

result <- function(effects, method) {
  one <- rma(yi, vi, data = effects, method = method, control = list(threshold = 1e-12, maxiter = 1000))
  k <- nrow(effects)
  random <- method != "FE"
  knapp <- if (random) rma(yi, vi, data = effects, method = method, test = "knha",
                           control = list(threshold = 1e-12, maxiter = 1000)) else NULL
  # Student's t with k - 1 degrees of freedom, which metafor uses where the test is t.
  ahead <- if (random && k > 2) predict(update(one, test = "t")) else NULL
  paste0("{", fields(
    value = as.numeric(one$beta), error = one$se, low = one$ci.lb, high = one$ci.ub,
    tau2 = one$tau2, q = one$QE, i2 = one$I2 / 100,
    knapp_low = knapp$ci.lb, knapp_high = knapp$ci.ub,
    prediction_low = ahead$pi.lb, prediction_high = ahead$pi.ub), "}")
}

show <- function(name, rows) {
  paired <- !is.na(rows$control_n[1])
  effects <- if (paired) {
    escalc("OR", ai = responders, n1i = n, ci = control_responders, n2i = control_n, data = rows)
  } else {
    escalc("PLO", xi = responders, ni = n, data = rows)
  }
  counts <- apply(rows[, if (paired) 2:5 else 2:3], 1, function(r) sprintf("[%s]", paste(r, collapse = ", ")))
  cat(sprintf('    {"name": "%s",\n     "studies": [%s],\n', name, paste(counts, collapse = ", ")))
  cat(sprintf('     "effects": [%s],\n', paste(sprintf("[%.10g, %.10g]", effects$yi, effects$vi), collapse = ", ")))
  results <- vapply(c(fixed = "FE", dl = "DL", reml = "REML"), function(m) result(effects, m), "")
  cat(paste0('     "', names(results), '": ', results, collapse = ",\n"), "}", sep = "")
}

sets <- read.csv(commandArgs(trailingOnly = TRUE)[1])
bcg <- with(dat.bcg, data.frame(set = "BCG vaccine (metafor)", responders = tpos, n = tpos + tneg,
                                control_responders = cpos, control_n = cpos + cneg))
all <- rbind(bcg, sets)
cat(sprintf('{\n  "software": "metafor %s, %s",\n  "sets": [\n', packageVersion("metafor"), R.version.string))
names <- unique(all$set)
for (name in names) {
  show(name, all[all$set == name, ])
  cat(if (name == tail(names, 1)) "\n" else ",\n")
}
cat("  ]\n}\n")
