"""Shares, observations, links to a visit summary; who entered a record; an account that is to be erased."""

import sqlalchemy as sa
from alembic import op

from tracker import schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RECORDS = (
    "appointment",
    "background",
    "check_in",
    "check_in_plan",
    "content_seen",
    "dose_change",
    "drug_course",
    "genomic_finding",
    "happening",
    "line_of_therapy",
    "local_treatment",
    "marker_result",
    "question",
    "saved_organization",
    "scan",
    "set_aside",
    "specimen",
    "support_plan",
)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    for table in RECORDS:
        op.add_column(table, sa.Column("entered_by", sa.Uuid(), nullable=True))
    op.add_column("account", _moment("erase_at"))
    op.create_index(op.f("ix_account_erase_at"), "account", ["erase_at"])
    op.add_column("device_session", _moment("told_of_shares_at"))
    _share()
    _observation()
    _summary_link()


def _share() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("caregiver_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answered_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("right", sa.String(40), nullable=False),
        _moment("expires_at", nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        _moment("answer_by", nullable=False),
        _moment("invited_at", nullable=False),
        _moment("answered_at"),
        _moment("confirmed_at"),
        _moment("paused_at"),
        _moment("ended_at"),
        sa.Column("ended_by_caregiver", sa.Boolean(), nullable=False),
        _moment("changed_at"),
        sa.ForeignKeyConstraint(["journey_id"], ["journey.id"], name=op.f("fk_share_journey_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["caregiver_id"], ["account.id"], name=op.f("fk_share_caregiver_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_token_hash")),
    )
    op.create_index(op.f("ix_share_journey_id"), "share", ["journey_id"])
    op.create_index(op.f("ix_share_caregiver_id"), "share", ["caregiver_id"])
    in_force = sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL")
    op.create_index(
        "uq_share_in_force",
        "share",
        ["journey_id", "caregiver_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def _observation() -> None:
    op.create_table(
        "observation",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        _moment("deleted_at"),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_observation_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_observation")),
    )
    schema.wall_in("observation")


def _summary_link() -> None:
    op.create_table(
        "summary_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("label_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("passcode_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("expires_at", nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        _moment("last_opened_at"),
        _moment("created_at", nullable=False),
        _moment("revoked_at"),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_summary_link_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_summary_link_token_hash")),
    )
    op.create_index(op.f("ix_summary_link_journey_id"), "summary_link", ["journey_id"])


def downgrade() -> None:
    op.drop_table("summary_link")
    op.drop_table("observation")
    op.drop_table("share")
    op.drop_column("device_session", "told_of_shares_at")
    op.drop_index(op.f("ix_account_erase_at"), table_name="account")
    op.drop_column("account", "erase_at")
    for table in RECORDS:
        op.drop_column(table, "entered_by")
