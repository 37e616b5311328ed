"""Great Expectations on the rules of `checking`, run by an interpreter that has it: `FILE.csv SETTINGS` -> seconds as JSON."""

import json
import sys
import time

import great_expectations as ge
import great_expectations.expectations as expect
import pandas as pd

told = json.loads(sys.argv[2])
table = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False, encoding="utf-8")
table = table.where(table != "", None).astype(object)
table["points"], table["balance"] = table["points"].astype(float), table["balance"].astype(float)


def rules():
    """Yield the same rules as expectations."""
    yield expect.ExpectColumnValuesToBeUnique(column="customer_id")
    for column in ("name", "mobile", "email", "city"):
        yield expect.ExpectColumnValuesToNotBeNull(column=column)
    for column in ("name", "mobile"):
        yield expect.ExpectColumnValuesToNotBeInSet(column=column, value_set=told["placeholders"])
    yield expect.ExpectColumnValuesToBeInSet(column="gender", value_set=["男", "女"])
    yield expect.ExpectColumnValuesToBeInSet(column="source", value_set=told["channels"])
    for column in ("birthday", "created_at", "updated_at"):
        yield expect.ExpectColumnValuesToBeBetween(column=column, max_value=told["today"])
    for column in ("points", "balance"):
        yield expect.ExpectColumnValuesToBeBetween(column=column, min_value=0)
    yield expect.ExpectColumnPairValuesAToBeGreaterThanB(column_A="updated_at", column_B="created_at", or_equal=True)


context = ge.get_context(mode="ephemeral")
context.variables.progress_bars = ge.data_context.types.base.ProgressBarsConfig(globally=False)
asset = context.data_sources.add_pandas("memory").add_dataframe_asset("customers")
batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": table})
suite = ge.ExpectationSuite(name="customers", expectations=list(rules()))
seconds = {}
for name, form in (
    ("counted", "SUMMARY"),
    ("named", {"result_format": "COMPLETE", "unexpected_index_column_names": ["customer_id"]}),
):
    spent = []
    for _ in range(3):
        started = time.process_time()
        result = batch.validate(suite, result_format=form)
        spent.append(time.process_time() - started)
    assert any(not each.success for each in result.results), "nothing failed"
    assert not any(each.exception_info.get("raised_exception") for each in result.results), "a rule broke"
    seconds[name] = min(spent)
print(json.dumps(seconds))
