"""Which e-mails were taken in, and as what: so that no message becomes two cases unseen."""

from typing import ClassVar

from django.db import models


class MailTaken(models.Model):
    """An e-mail that a case was made of: the digest of its file and that of its Message-ID, which stays when it is saved anew."""

    register = models.CharField(max_length=40)
    record = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    message_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="mail_by_file"),
            models.Index(fields=["message_id"], name="mail_by_message"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.record}"
