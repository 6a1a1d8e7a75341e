"""CSV, Excel workbooks and NDJSON: the rows are the records that the JSON pages have, cell for cell."""

import csv
import io
from datetime import datetime, time
from decimal import Decimal, InvalidOperation

import openpyxl as package

from ..service import Skipped, expect, numbers, same

BOM = "\ufeff"
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
FORMULA = tuple("=+-@\t\r")
PARTIAL_DATE = r"\d{4}(-\d\d(-\d\d)?)?"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _text(value):
    """A value of JSON as a cell has it; None where that cannot be said."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "id" in value:
        return value["id"]
    if isinstance(value, dict) and value.keys() >= {"scheme", "value"}:
        return f"{value['scheme']}:{value['value']}"
    if isinstance(value, list) and value:
        texts = [_text(item) for item in value]
        return None if None in texts else ", ".join(texts)
    return None


def _cell(record, column):
    """What JSON has for a column: `place.name`, `participants.1.name`, `title.pl`."""
    first, *rest = column.split(".")
    if len(rest) == 1 and rest[0] in record.get("translations", {}):
        texts = record["translations"][rest[0]]
        if first in texts:
            return _text(texts[first])
    value = record
    for part in [first, *rest]:
        if isinstance(value, list) and part.isdigit() and 0 < int(part) <= len(value):
            value = value[int(part) - 1]
        elif isinstance(value, dict):
            value = value.get(part)
        else:
            return None
    return _text(value)


def _equal(cell, wanted):
    if cell == wanted:
        return True
    if cell.startswith("'") and cell[1:].startswith(FORMULA):
        return cell[1:] == wanted
    try:
        return Decimal(cell) == Decimal(wanted)
    except InvalidOperation:
        return False


def _compare(header, rows, records):
    """Compares the cells with JSON; how many there were to compare."""
    same("first column", header[0], "id")
    same("columns that are there twice", sorted({name for name in header if header.count(name) > 1}), [])
    same("ids", [row[0] for row in rows], [record["id"] for record in records])
    compared = 0
    for row, record in zip(rows, records):
        same(f"cells of {record['id']}", len(row), len(header))
        for column, cell in zip(header, row):
            wanted = _cell(record, column)
            if wanted is None:
                continue
            compared += 1
            expect(_equal(cell, wanted), f"{record['id']}, {column}: {cell!r:.100}, in JSON {wanted!r:.100}")
    return f"{len(rows)} rows, {len(header)} columns, {compared} cells as in JSON"


def _csv_text(check):
    """The text of the file, without the mark that files for spreadsheet programs begin with."""
    text = check.answer.body.decode()
    marked = text.startswith(BOM)
    same("begins with a byte order mark", marked, check.row.variant != "comma")
    return text.removeprefix(BOM)


def csv_cells(check):
    text = _csv_text(check)
    expect(text.endswith("\r\n"), "the last line has no CR LF")
    delimiter = DELIMITERS[check.row.variant]
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    disposition = check.answer.header("Content-Disposition")
    expect(disposition.startswith("attachment; filename="), f"Content-Disposition: {disposition}")
    return _compare(header, rows, check.service.records(check.row.collection))


def _field(column):
    """The type that the cells of a column have."""
    last = column.rsplit(".", 1)[-1]
    if last in ("latitude", "longitude"):
        return {"name": column, "type": "number"}
    if last in ("revision", "count"):
        return {"name": column, "type": "integer"}
    if last in ("approximate", "head", "own"):
        return {"name": column, "type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
    if column in ("createdAt", "updatedAt"):
        return {"name": column, "type": "datetime"}
    if last.endswith(("Date", "Since", "Until")) or last in ("signedOn", "terminatedOn", "publishedOn"):
        return {"name": column, "type": "string", "constraints": {"pattern": PARTIAL_DATE}}
    return {"name": column, "type": "string"}


def frictionless(check):
    from frictionless import Dialect, Resource, Schema, formats

    delimiter = DELIMITERS[check.row.variant]
    header = next(csv.reader(io.StringIO(_csv_text(check), newline=""), delimiter=delimiter))
    dialect = Dialect(controls=[formats.CsvControl(delimiter=delimiter)])
    schema = Schema.from_descriptor({"fields": [_field(column) for column in header]})
    resource = Resource(data=check.answer.body, format="csv", encoding="utf-8-sig", dialect=dialect, schema=schema)
    report = resource.validate()
    faults = [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]
    expect(report.valid, "; ".join(faults)[:400])
    same("rows", report.tasks[0].stats["rows"], len(check.service.records(check.row.collection)))
    return f"{report.tasks[0].stats['rows']} rows of {len(header)} typed columns"


def openpyxl(check):
    book = package.load_workbook(io.BytesIO(check.answer.body), read_only=True, data_only=True)
    sheet = book[book.sheetnames[0]]
    header, *rows = ([_cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
    return _compare(header, rows, check.service.records(check.row.collection))


def _cell_text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def ndjson(check):
    body = check.answer.body
    expect(not body or body.endswith(b"\n"), "the last line does not end")
    expect(not body.startswith(BOM.encode()), "a byte order mark")
    lines = [numbers(line) for line in body.decode().splitlines()]
    same("records", lines, check.service.records(check.row.collection))
    return f"{len(lines)} lines, the items of data[]"


def taken_back(check):
    """The import reports that nothing would be changed by what was just read."""
    if not check.service.token:
        raise Skipped("no token of an editor in CHECK_TOKEN")
    kind = f"type={check.row.collection}&" if check.row.collection else ""
    media_type = check.row.media_type.split(";")[0]
    answer = check.service.write(f"/import?{kind}dryRun=true", media_type, check.answer.body)
    expect(answer.status == 200, f"the import answers {answer.status}: {answer.body[:400].decode(errors='replace')}")
    report = answer.json()
    other = [row for row in report["rows"] if row["outcome"] != "unchanged"]
    expect(not other, f"not unchanged: {other[:2]}")
    expect(report["unchanged"] and not report["refused"], f"{len(report['rows'])} rows, {report['refused']} refused")
    return f"{report['unchanged']} unchanged"
