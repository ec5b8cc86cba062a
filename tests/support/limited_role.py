"""A database with the roles of docs/operating.md: one owns the tables, and the other, for the nodes, has the least rights."""

import asyncpg

from service.log.postgres.address import parse_address
from service.log.postgres.startup import prepare
from tests.support.docs import OPERATING, examples, section
from tests.support.postgres import PASSWORD, run_apart

CREATE, GRANT = examples(section(OPERATING, "### Roles and rights"), "sql")


def statements(sql, database):
    sql = sql.replace("'…'", f"'{PASSWORD}'").replace("DATABASE hubbub ", f"DATABASE {database} ")
    return [statement for statement in sql.split(";\n") if statement]


def limited_database(postgres, *, has_tables=True):
    """Creates a database and its tables as the docs say. Returns its URLs for the owner and for a node."""
    database = postgres.new_name()
    for statement in statements(CREATE, database):
        try:
            postgres.execute(statement)
        except asyncpg.DuplicateObjectError:  # roles are of the whole server
            continue
    owner, node = (postgres.url(database, user) for user in ("hubbub_owner", "hubbub_node"))
    if has_tables:
        run_apart(prepare(parse_address(owner)))
        postgres.execute(GRANT, owner)
    return owner, node
