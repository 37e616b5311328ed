"""Splink on a table of customers, run by an interpreter that has it: `FILE.parquet CLUSTERS.csv` -> seconds as JSON.

Set by hand as its manual does: u from random pairs, m by expectation maximisation on two blocking rules, then prediction
and clusters. Written are the clusters of several thresholds, a column each, so that its best one can be reported; the
seconds hold one clustering only.
"""

import json
import logging
import sys
import time

import pandas as pd
import splink.comparison_library as comparison
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.5, 0.9, 0.99)
COMPARED = {
    "name": comparison.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
    "gender": comparison.ExactMatch("gender"),
    "mobile": comparison.DamerauLevenshteinAtThresholds("mobile", [1, 2]),
    "email": comparison.JaroWinklerAtThresholds("email", [0.92]),
    "id_number": comparison.DamerauLevenshteinAtThresholds("id_number", [1]),
    "birthday": comparison.DamerauLevenshteinAtThresholds("birthday", [1]),
    "company": comparison.JaroWinklerAtThresholds("company", [0.9]).configure(term_frequency_adjustments=True),
    "address": comparison.JaroWinklerAtThresholds("address", [0.95, 0.85]),
}
RULES = [
    block_on("mobile"),
    block_on("email"),
    block_on("id_number"),
    block_on("address"),
    block_on("name", "city"),
    block_on("name", "birthday"),
    block_on("birthday", "city", "substr(name, 1, 1)"),
]

logging.disable(logging.WARNING)
table = pd.read_parquet(sys.argv[1])
table = table.where(table != "", None)
started = time.perf_counter()
settings = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="row",
    comparisons=[each for name, each in COMPARED.items() if name in table],
    blocking_rules_to_generate_predictions=RULES,
)
database = DuckDBAPI()
linker = Linker(database.register(table), settings)
training = linker.training
training.estimate_probability_two_random_records_match(RULES[:3], recall=0.8)
training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
training.estimate_parameters_using_expectation_maximisation(block_on("mobile"))
training.estimate_parameters_using_expectation_maximisation(block_on("name", "birthday"))
pairs = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
clusters = {}
for threshold in THRESHOLDS:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=threshold)
    clusters[str(threshold)] = found.as_pandas_dataframe().set_index("row")["cluster_id"]
    if threshold == THRESHOLDS[0]:
        seconds = time.perf_counter() - started
pd.DataFrame(clusters).to_csv(sys.argv[2], encoding="utf-8")
print(json.dumps(seconds))
