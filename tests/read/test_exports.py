"""Exports of well-known programs, under their published headings, become customers without a word from the user."""

import csv
from datetime import date

import pytest

from custsheet import standardize
from custsheet.read import read
from custsheet.schema import load_schema

GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,"
    "File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,"
    "E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,"
    "Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
    "Website 1 - Label,Website 1 - Value"
)
OUTLOOK = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,E-mail 3 Address,"
    "Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,Primary Phone,Pager,Business Fax,Home Fax,"
    "Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,IMAddress,Job Title,Department,Company,Office Location,"
    "Manager's Name,Assistant's Name,Assistant's Phone,Company Yomi,Business Street,Business City,Business State,Business Postal Code,"
    "Business Country/Region,Home Street,Home City,Home State,Home Postal Code,Home Country/Region,Web Page,Birthday,Anniversary,Notes"
)
SHOPIFY = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,"
    "Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags"
)
FORMS = "Timestamp,Email Address,Full name,Phone number,How did you hear about us?"
FORMS_ZH = "时间戳记,电子邮件地址,您的姓名,您的手机号码,您从哪里知道我们？"


def export(path, headings, *rows):
    """Write an export whose rows fill some of its headings."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, next(csv.reader([headings])), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def standardized(path, region="US"):
    return standardize.on(date(2024, 6, 1), region)(read(path), load_schema())


def test_google_contacts(tmp_path):
    """Google Contacts: names, first e-mail and phone, firm, address in parts; two numbers in a cell are two."""
    book = standardized(
        export(
            tmp_path / "contacts.csv",
            GOOGLE,
            {"First Name": "三", "Last Name": "张", "E-mail 1 - Value": "zs@acme.example", "Labels": "* myContacts ::: 客户",
             "Phone 1 - Value": "13800138000 ::: 010-62345678", "Organization Name": "甲有限公司", "Address 1 - City": "北京市"},
            {"First Name": "四", "Last Name": "李", "Phone 1 - Value": "13900139000", "Birthday": "1980-01-05", "E-mail 2 - Value": "b@x.example"},
        ),
        "CN",
    )  # fmt: skip
    table = book.tables["customers"]
    assert table.iloc[0][["last_name", "first_name", "email", "company", "city"]].tolist() == [
        "张", "三", "zs@acme.example", "甲有限公司", "北京市"
    ]  # fmt: skip
    assert table["mobile"].tolist() == ["+8613800138000", "+8613900139000"]
    assert table["phone"].tolist() == ["+861062345678", ""]
    assert table["birthday"].tolist() == ["", "1980-01-05"]
    assert table["E-mail 2 - Value"].tolist() == ["", "b@x.example"]


def test_outlook(tmp_path):
    """Outlook: the title tells the gender, mobile and business phone are kept apart, the business address is taken."""
    book = standardized(
        export(
            tmp_path / "outlook.csv",
            OUTLOOK,
            {"First Name": "Ada", "Last Name": "Byron", "Title": "Ms.", "Company": "Acme Ltd", "Job Title": "CFO",
             "E-mail Address": "ada@acme.example", "Business Phone": "(415) 563-4755", "Mobile Phone": "415-563-4756",
             "Business Street": "1 Main St", "Business City": "Boston", "Business State": "MA", "Business Postal Code": "02139",
             "Business Country/Region": "United States", "IMAddress": "sip:ada@acme.example"},
            {"First Name": "Bob", "Last Name": "Stone", "Title": "Mr.", "Mobile Phone": "+1 212-563-4757"},
        )
    )  # fmt: skip
    row = book.tables["customers"].iloc[0]
    wanted = {
        "first_name": "Ada", "company": "Acme Ltd", "job_title": "CFO", "email": "ada@acme.example", "phone": "+14155634755",
        "mobile": "+14155634756", "address": "1 Main St", "city": "Boston", "postcode": "02139", "IMAddress": "sip:ada@acme.example",
    }  # fmt: skip
    assert {field: row[field] for field in wanted} == wanted
    assert book.tables["customers"]["gender"].nunique() == 2


@pytest.mark.parametrize(
    ("headings", "row", "region"),
    [
        pytest.param(
            FORMS, ["2024/01/05 3:04:05 PM GMT+8", "ada@acme.example", "Ada Byron", "415-563-4755", "a friend"], "US", id="English"
        ),
        pytest.param(
            FORMS_ZH, ["2024/01/05 下午3:04:05 [GMT+8]", "zs@acme.example", "张三", "13800138000", "朋友介绍"], "CN", id="Chinese"
        ),
    ],
)  # fmt: skip
def test_google_forms(tmp_path, headings, row, region):
    """Google Forms: the timestamp is when the customer came, and the free question is carried along."""
    names = headings.split(",")
    book = standardized(export(tmp_path / "form.csv", headings, dict(zip(names, row, strict=True))), region)
    table = book.tables["customers"]
    assert table["created_at"].tolist() == ["2024-01-05 15:04:05"]
    assert table["name"].tolist() == row[2:3]
    assert {"email", names[-1]} <= set(table)
    assert not set(book.issues["code"]) - {"header.unmapped"}


def test_shopify(tmp_path):
    """Shopify customers: guards are taken off numbers, zip codes keep their zeros, spending and orders are read."""
    rows = [
        {"Customer ID": f"'654321098765{end}", "First Name": first, "Last Name": "Byron", "Email": f"{first}@acme.example",
         "Accepts Email Marketing": "yes", "Default Address Address1": "1 Main St", "Default Address City": "Boston",
         "Default Address Country Code": "US", "Default Address Zip": code, "Phone": phone, "Total Spent": "120.50", "Total Orders": "3"}
        for end, first, code, phone in ((4, "Ada", "'97201", "'+14155634756"), (5, "Bob", "'02139", ""))
    ]  # fmt: skip
    table = standardized(export(tmp_path / "customers_export.csv", SHOPIFY, *rows)).tables["customers"]
    assert table["postcode"].tolist() == ["97201", "02139"]
    assert table["customer_id"].tolist() == ["6543210987654", "6543210987655"]
    assert table["total_spent"].tolist() == ["120.5", "120.5"] or table["total_spent"].tolist() == ["120.50", "120.50"]
    assert "+14155634756" in table.iloc[0].tolist()


def test_guards_of_carried_columns(tmp_path):
    """A guard comes off in a column that no field is known for, too: told as a change; words with an apostrophe stay."""
    rows = [
        {"Name": "Ada", "Email": "ada@acme.example", "Zip": "'97201", "Shipping Zip": "'97201", "Code": '="007"', "Hobby": "'s-Hertogenbosch"},
        {"Name": "Bob", "Email": "bob@acme.example", "Zip": "97202", "Shipping Zip": "97202", "Code": "\t008", "Hobby": "=1+1"},
    ]  # fmt: skip
    book = standardized(export(tmp_path / "a.csv", "Name,Email,Zip,Shipping Zip,Code,Hobby", *rows))
    table = book.tables["customers"]
    assert table["Shipping Zip"].tolist() == ["97201", "97202"]
    assert table["Code"].tolist() == ["007", "008"]
    assert table["Hobby"].tolist() == ["'s-Hertogenbosch", "=1+1"]
    told = book.changes.loc[book.changes["field"].isin(["Shipping Zip", "Code"]), ["field", "row", "rule"]]
    assert sorted(told.to_numpy().tolist()) == [
        ["Code", 0, "guard"],
        ["Code", 1, "guard"],
        ["Shipping Zip", 0, "guard"],
    ]
