"""From stored announcements to a kept digest."""
