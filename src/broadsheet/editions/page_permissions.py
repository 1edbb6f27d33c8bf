"""Who may do what to a page: Wagtail's rules, and two of the newsroom's own.

Wagtail's page permissions say where somebody may write, not what: whoever may add a story under an
edition could add a section there, too. What an edition is built of therefore asks for a permission
of the model as well; each page type names it.
"""

from wagtail.models import PagePermissionTester


class NewsroomPermissions(PagePermissionTester):
    """Permissions for one page and one user.

    What was published once is deleted by those who may delete in bulk (chiefs); others unpublish.
    """

    def _has(self, permission: str) -> bool:
        return not permission or self.user.has_perm(permission)

    @property
    def _may_build(self) -> bool:
        return self._has(self.page.structure_permission)

    def can_add_subpage(self) -> bool:
        return super().can_add_subpage() and self._has(self.page.adding_permission)

    def can_edit(self) -> bool:
        return self._may_build and super().can_edit()

    def can_publish(self) -> bool:
        return self._may_build and super().can_publish()

    def can_unpublish(self) -> bool:
        return self._may_build and super().can_unpublish()

    def can_set_view_restrictions(self) -> bool:
        """Never: what is pressed is public, and a page that only some may read cannot be."""
        return False

    def can_reorder_children(self) -> bool:
        return self._has(self.page.adding_permission) and super().can_reorder_children()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self._may_build or not super().can_delete(ignore_bulk):
            return False
        if ignore_bulk or self.user.is_superuser or self.page.first_published_at is None:
            return True
        return "bulk_delete" in self.permissions
