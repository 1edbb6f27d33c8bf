from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0003_posts_of_live_pages")]

    operations = [
        # English sentences until now; the next look, ten seconds later, says it by code.
        migrations.RemoveField(model_name="streamhealth", name="reason"),
        migrations.AddField(
            model_name="streamhealth",
            name="fault",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="streamhealth",
            name="detail",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
