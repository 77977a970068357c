"""Saved organizations; where a person lives and what was offered to them."""

import sqlalchemy as sa
from alembic import op

from tracker import schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _owned(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f(f"fk_{table}_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f(f"pk_{table}")),
    )
    schema.wall_in(table)


def upgrade() -> None:
    _owned(
        "saved_organization",
        sa.Column("organization", sa.String(80), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
    )
    _owned(
        "support_plan",
        sa.Column("region", sa.String(5), nullable=True),
        sa.Column("offers", sa.Boolean(), nullable=False),
        sa.Column("put_away", sa.JSON(), nullable=False),
        sa.UniqueConstraint("journey_id", name=op.f("uq_support_plan_journey_id")),
    )


def downgrade() -> None:
    op.drop_table("support_plan")
    op.drop_table("saved_organization")
