"""What the edge counts of itself, in Prometheus' text format."""

from __future__ import annotations

from collections import Counter


class Counting:
    """Counters of one edge process."""

    def __init__(self) -> None:
        #: By where the answer came from (memory, tree, file, desk, stale, negative, edge), status.
        self.answers: Counter[tuple[str, int]] = Counter()
        #: Pages answered with 200 from memory at once: counted by themselves, as most are.
        self.from_memory = 0
        #: The same of pages whose head was remembered and whose body was read.
        self.from_tree = 0
        self.bytes_sent = 0
        self.connections = 0
        self.refused_connections = 0
        self.desk_answers = 0
        self.desk_failures = 0
        self.desk_seconds = 0.0

    def text(
        self,
        *,
        open_connections: int,
        held: int,
        kept: int,
        sent: int,
        streams: int,
        channels: int,
        events: int,
    ) -> str:
        """The exposition, version 0.0.4: one line a figure."""
        by_class: Counter[tuple[str, str]] = Counter(
            {("memory", "2xx"): self.from_memory, ("tree", "2xx"): self.from_tree}
        )
        for (source, status), count in self.answers.items():
            by_class[source, f"{status // 100}xx"] += count
        lines = ["# TYPE broadsheet_edge_requests_total counter"]
        lines += [
            f'broadsheet_edge_requests_total{{source="{source}",status="{status}"}} {count}'
            for (source, status), count in sorted(by_class.items())
        ]
        for name, kind, value in (
            ("sent_bytes_total", "counter", sent),
            ("connections_total", "counter", self.connections),
            ("connections_refused_total", "counter", self.refused_connections),
            ("connections", "gauge", open_connections),
            ("streams", "gauge", streams),
            ("channels", "gauge", channels),
            ("channel_changes_total", "counter", events),
            ("memory_bytes", "gauge", held),
            ("memory_answers", "gauge", kept),
            ("desk_failures_total", "counter", self.desk_failures),
            ("desk_seconds_sum", "counter", f"{self.desk_seconds:.6f}"),
            ("desk_seconds_count", "counter", self.desk_answers),
        ):
            lines += [f"# TYPE broadsheet_edge_{name} {kind}", f"broadsheet_edge_{name} {value}"]
        return "\n".join(lines) + "\n"
