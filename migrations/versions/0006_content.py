"""Reports of mistakes in the content; what of the options a person has looked at."""

import sqlalchemy as sa
from alembic import op

from tracker import schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mistake_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(120), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sender", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistake_report")),
    )
    op.create_index(op.f("ix_mistake_report_at"), "mistake_report", ["at"])
    op.create_table(
        "content_seen",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seen_on", sa.String(10), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_content_seen_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_content_seen")),
    )
    schema.wall_in("content_seen")


def downgrade() -> None:
    op.drop_table("content_seen")
    op.drop_table("mistake_report")
