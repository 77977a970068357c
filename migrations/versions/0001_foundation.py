"""Accounts, devices, journeys, the record of diagnosis and treatments, history and trail."""

import sqlalchemy as sa
from alembic import op

from tracker import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


_JOURNEY_TABLES = (
    "background",
    "dose_change",
    "drug_course",
    "genomic_finding",
    "line_of_therapy",
    "local_treatment",
    "question",
    "revision",
    "specimen",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_index", name=op.f("uq_account_email_index")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
    )
    op.create_index(op.f("ix_account_expires_at"), "account", ["expires_at"])

    op.create_table(
        "account_key",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_key")),
    )
    op.create_table(
        "audit_event",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("journey_id", sa.Uuid(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "audit_head",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "device_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_device_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_session")),
    )
    op.create_index(op.f("ix_device_session_account_id"), "device_session", ["account_id"])

    op.create_table(
        "journey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_journey_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey")),
        sa.UniqueConstraint("owner_id", name=op.f("uq_journey_owner_id")),
    )
    op.create_table(
        "background",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("breast_cancer_found_on", sa.String(10), nullable=True),
        sa.Column("metastatic_found_on", sa.String(10), nullable=True),
        sa.Column("sex", sa.String(40), nullable=True),
        sa.Column("menopause", sa.String(40), nullable=True),
        sa.Column("sites", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("visceral_symptoms", sa.String(40), nullable=True),
        sa.Column("visceral_crisis", sa.String(40), nullable=True),
        sa.Column("overall_health", sa.String(40), nullable=True),
        sa.Column("endocrine_resistant", sa.String(40), nullable=True),
        sa.Column("no_satisfactory_alternative", sa.String(40), nullable=True),
        sa.Column("declined", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lines_complete", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_background_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_background")),
        sa.UniqueConstraint("journey_id", name=op.f("uq_background_journey_id")),
    )
    op.create_table(
        "genomic_finding",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gene", sa.String(40), nullable=False),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("source", sa.String(40), nullable=True),
        sa.Column("tested_on", sa.String(10), nullable=True),
        sa.Column("variant", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_genomic_finding_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_genomic_finding")),
    )
    op.create_table(
        "line_of_therapy",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("setting", sa.String(40), nullable=True),
        sa.Column("started_on", sa.String(10), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.String(10), nullable=True),
        sa.Column("end_reason", sa.String(40), nullable=True),
        sa.Column("best_response", sa.String(40), nullable=True),
        sa.Column("in_trial", sa.String(40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended OR (ended_on IS NULL AND end_reason IS NULL)", name=op.f("ck_line_of_therapy_end_only_if_ended")
        ),
        sa.CheckConstraint(
            "started_on IS NULL OR ended_on IS NULL OR substr(ended_on, 1, 4) >= substr(started_on, 1, 4)",
            name=op.f("ck_line_of_therapy_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_line_of_therapy_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_line_of_therapy")),
    )
    op.create_table(
        "local_treatment",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("place", sa.String(40), nullable=True),
        sa.Column("started_on", sa.String(10), nullable=True),
        sa.Column("ended_on", sa.String(10), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_local_treatment_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_local_treatment")),
    )
    op.create_table(
        "question",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("option", sa.String(length=80), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_question_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_question")),
    )
    op.create_table(
        "revision",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("record_table", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_revision_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "journey_id", "record_id", "version", name=op.f("uq_revision_journey_id_record_id_version")
        ),
    )
    op.create_index(op.f("ix_revision_operation_id"), "revision", ["operation_id"])

    op.create_table(
        "specimen",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.String(10), nullable=True),
        sa.Column("origin", sa.String(40), nullable=True),
        sa.Column("place", sa.String(40), nullable=True),
        sa.Column("er", sa.String(40), nullable=True),
        sa.Column("pr", sa.String(40), nullable=True),
        sa.Column("her2_ihc", sa.String(40), nullable=True),
        sa.Column("her2_ish", sa.String(40), nullable=True),
        sa.Column("her2_told", sa.String(40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_specimen_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_specimen")),
    )
    op.create_table(
        "drug_course",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("drug_id", sa.String(length=60), nullable=True),
        sa.Column("drug_text", sa.LargeBinary(), nullable=True),
        sa.Column("dose", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(drug_id IS NULL) <> (drug_text IS NULL)", name=op.f("ck_drug_course_one_name")),
        sa.ForeignKeyConstraint(
            ["journey_id", "line_id"],
            ["line_of_therapy.journey_id", "line_of_therapy.id"],
            name=op.f("fk_drug_course_journey_id_line_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_drug_course_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_drug_course")),
    )
    op.create_index("ix_drug_course_line", "drug_course", ["journey_id", "line_id"])

    op.create_table(
        "dose_change",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("changed_on", sa.String(10), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["journey_id", "course_id"],
            ["drug_course.journey_id", "drug_course.id"],
            name=op.f("fk_dose_change_journey_id_course_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journey.id"], name=op.f("fk_dose_change_journey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "id", name=op.f("pk_dose_change")),
    )
    op.create_index("ix_dose_change_course", "dose_change", ["journey_id", "course_id"])
    for table in _JOURNEY_TABLES:
        schema.wall_in(table)
    schema.append_only("audit_event")


def downgrade() -> None:
    schema.no_longer_append_only("audit_event")
    for table in (
        "dose_change",
        "drug_course",
        "specimen",
        "revision",
        "question",
        "local_treatment",
        "line_of_therapy",
        "genomic_finding",
        "background",
        "journey",
        "device_session",
        "audit_head",
        "audit_event",
        "account_key",
        "account",
    ):
        op.drop_table(table)
