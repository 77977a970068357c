"""Records that came from a file: in which operation."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("revision", sa.Column("imported_in", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_revision_imported_in"), "revision", ["imported_in"])


def downgrade() -> None:
    op.drop_index(op.f("ix_revision_imported_in"), "revision")
    op.drop_column("revision", "imported_in")
