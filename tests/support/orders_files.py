"""Small order files written by hand, and where the large ones lie."""

import gzip
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

HEADER = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
)
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KONTOR_DATA", ROOT.parent / "shared" / "data"))


def row(
    number="1001",
    sku="PEN",
    name="Pen",
    quantity="2",
    at="2010-12-01 08:26:00",
    price="1.50",
    customer="17850",
    country="United Kingdom",
) -> str:
    """Return a line of the file: by default a sale of two pens."""
    return ",".join((number, sku, name, quantity, at, price, customer, country))


def write(path: Path, *rows: str, header: str = HEADER) -> Path:
    """Write a file of these lines, packed if its name says so."""
    text = "\n".join((header, *rows, "")).encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def shared(name: str) -> Path:
    """Return a shared data file, or skip the test and say what is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not in {SHARED}; KONTOR_DATA names another folder.")
    return path


def migration_named(name: str) -> Any:
    """Return the module of a migration of orders, whatever its number is."""
    [path] = (ROOT / "orders" / "migrations").glob(f"*_{name}.py")
    return import_module(f"orders.migrations.{path.stem}")
