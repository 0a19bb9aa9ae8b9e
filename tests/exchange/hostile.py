"""Files that nobody sends by accident: each is made small and grows, or lies, when it is read."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>'
)
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c></row>'


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def write_workbook(path: Path, rows: str = HEADER, sheets: int = 1, prologue: str = "", **parts: str) -> None:
    """A workbook with the sheet `families`, its rows as XML; `parts` are further files in it."""
    listed = "".join(
        f'<sheet name="{"families" if number == 1 else f"s{number}"}" sheetId="{number}" r:id="r1"/>'
        for number in range(1, sheets + 1)
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", CONTENT_TYPES)
        packed.writestr("_rels/.rels", PACKAGE)
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
        )
        packed.writestr("xl/worksheets/sheet1.xml", prologue + sheet(rows))
        for name, content in parts.items():
            packed.writestr(name, content)


def sparse_cell(path: Path) -> None:
    write_workbook(path, HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def sparse_row(path: Path) -> None:
    write_workbook(path, HEADER + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')


def far_column(path: Path) -> None:
    write_workbook(
        path, HEADER + "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 9000))
    )


def add_bomb(path: Path, name: str) -> None:
    packed = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed, packed.open(name, "w") as part:
        for _megabyte in range(490):
            part.write(bytes(2**20))


def zip_bomb(path: Path) -> None:
    write_workbook(path)
    add_bomb(path, "xl/media/a.xml")


def lying_bomb(path: Path) -> None:
    """The same, but the table of contents says that the part is one byte long."""
    zip_bomb(path)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<L", 490 * 2**20), struct.pack("<L", 1)))


def million_rows(path: Path) -> None:
    write_workbook(
        path, HEADER + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 10**6))
    )


def million_empty_rows(path: Path) -> None:
    write_workbook(path, HEADER + "<row/>" * 990_000)


def hidden_rows(path: Path) -> None:
    """The rows are in a part that is not called XML."""
    write_workbook(path, HEADER + "<row/>" * 990_000)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(
                name.replace("sheet1.xml", "sheet1.bin"), content.replace(b"sheet1.xml", b"sheet1.bin")
            )


def many_sheets(path: Path) -> None:
    write_workbook(path, sheets=10_000)


def many_parts(path: Path) -> None:
    write_workbook(path, **{f"xl/worksheets/sheet{n}.xml": sheet(HEADER) for n in range(2, 10_000)})


def entity_bomb(path: Path) -> None:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = HEADER + '<row r="2"><c r="A2" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    write_workbook(path, bomb, prologue=f'<!DOCTYPE w [<!ENTITY e0 "boom">{steps}]>')


def entity_bomb_in_utf16(path: Path) -> None:
    write_workbook(path)
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE w [<!ENTITY e "boom">]><sst>&e;</sst>'
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/sharedStrings.xml", bomb.encode("utf-16"))


def outside_file(path: Path) -> None:
    prologue = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    write_workbook(
        path, HEADER + '<row r="2"><c r="A2" t="inlineStr"><is><t>&e;</t></is></c></row>', prologue=prologue
    )


def external_links(path: Path) -> None:
    write_workbook(path, **{"xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"/>'})


def macros(path: Path) -> None:
    write_workbook(path, **{"xl/vbaProject.bin": "macro"})


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(5000))


def cut_off(path: Path) -> None:
    write_workbook(path)
    path.write_bytes(path.read_bytes()[:-100])


def broken_xml(path: Path) -> None:
    write_workbook(path, "<row><c></row>")


WORKBOOKS: list[Callable[[Path], None]] = [
    sparse_cell,
    sparse_row,
    far_column,
    zip_bomb,
    lying_bomb,
    million_rows,
    million_empty_rows,
    hidden_rows,
    many_sheets,
    many_parts,
    entity_bomb,
    entity_bomb_in_utf16,
    outside_file,
    external_links,
    macros,
    not_a_zip,
    cut_off,
    broken_xml,
]


def packed_bomb(path: Path) -> None:
    add_bomb(path, "families.csv")


def wide_csv(path: Path) -> None:
    """One cell of 20 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("families.csv", "key,name\nG1," + "a" * 20 * 2**20)


def million_records(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("families.csv", "key,name\n" + "".join(f"G{n},\n" for n in range(10**6)))


def upwards(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../branch.csv", "slug\nherent\n")


def absolute(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("/branch.csv", "slug\nherent\n")


def nested_folders(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a/b/branch.csv", "slug\nherent\n")


def zip_in_zip(path: Path) -> None:
    million_records(path)
    inner = path.read_bytes()
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("families.zip", inner)


def encrypted(path: Path) -> None:
    upwards(path)
    raw = bytearray(path.read_bytes().replace(b"../", b"aaa"))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + flags] |= 1
    path.write_bytes(raw)


def same_name_twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("branch.csv", "slug\nherent\n")
        packed.writestr("brancH.csv", "slug\naalst\n")
    path.write_bytes(path.read_bytes().replace(b"brancH", b"branch"))


def link(path: Path) -> None:
    entry = zipfile.ZipInfo("branch.csv")
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(entry, "/etc/passwd")


def many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(20_000):
            packed.writestr(f"{number}.csv", "")


def flipped_bits(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("branch.csv", "slug\n" + "herent\n" * 1000)
    raw = bytearray(path.read_bytes())
    raw[60] ^= 0xFF
    path.write_bytes(raw)


ARCHIVES: list[Callable[[Path], None]] = [
    packed_bomb,
    wide_csv,
    million_records,
    upwards,
    absolute,
    nested_folders,
    zip_in_zip,
    encrypted,
    same_name_twice,
    link,
    many_entries,
    flipped_bits,
]
