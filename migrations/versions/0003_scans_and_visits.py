"""Scans, tumour markers, appointments, answers to questions, cycles of a drug, the calendar feed."""

import sqlalchemy as sa
from alembic import op

from tracker import schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("scan", "marker_result", "appointment")


def _owned(table: str, *columns: sa.Column) -> None:
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
        "scan",
        sa.Column("taken_on", sa.String(10), nullable=True),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id", "line_id"],
            ["line_of_therapy.journey_id", "line_of_therapy.id"],
            name=op.f("fk_scan_journey_id_line_id"),
        ),
    )
    _owned(
        "marker_result",
        sa.Column("marker", sa.String(40), nullable=False),
        sa.Column("taken_on", sa.String(10), nullable=True),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
    )
    _owned(
        "appointment",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("time", sa.String(5), nullable=True),
        sa.Column("with_whom", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("about", sa.LargeBinary(), nullable=True),
        sa.Column("matters", sa.LargeBinary(), nullable=True),
        sa.Column("decided", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_appointment_day", "appointment", ["journey_id", "day"])
    op.create_table(
        "calendar_feed",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("in_words", sa.Boolean(), nullable=False),
        sa.Column("remind", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(40), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_calendar_feed_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    # Never `batch_alter_table` here: on SQLite it drops the table, and rows that point at it would go with it.
    op.add_column("question", sa.Column("prompt", sa.String(80), nullable=True))
    op.add_column("question", sa.Column("appointment_id", sa.Uuid(), nullable=True))
    op.add_column("question", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("question", sa.Column("answer", sa.LargeBinary(), nullable=True))
    op.add_column("drug_course", sa.Column("cycle_days", sa.Integer(), nullable=True))
    op.add_column("drug_course", sa.Column("cycle_days_on", sa.Integer(), nullable=True))
    op.execute(
        """ALTER TABLE drug_course ADD COLUMN cycle_from VARCHAR(10)
        CONSTRAINT ck_drug_course_whole_cycle
        CHECK ((cycle_days IS NULL) = (cycle_days_on IS NULL) AND (cycle_days IS NULL) = (cycle_from IS NULL))
        CONSTRAINT ck_drug_course_cycle_length
        CHECK (cycle_days_on BETWEEN 1 AND cycle_days AND cycle_days <= 366)"""
    )
    op.add_column("background", sa.Column("name", sa.LargeBinary(), nullable=True))
    op.add_column("background", sa.Column("born_on", sa.String(10), nullable=True))


def downgrade() -> None:
    for table, *columns in (
        ("background", "born_on", "name"),
        ("drug_course", "cycle_from", "cycle_days_on", "cycle_days"),  # the first carries the checks
        ("question", "answer", "position", "appointment_id", "prompt"),
    ):
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("calendar_feed")
    for table in reversed(_TABLES):
        op.drop_table(table)
