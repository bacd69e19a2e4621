"""A tree in one dimension (the country, its parts and theirs), in closed form.

A published node owns the group of all hidden leaves below it, down to the next published node: what
is published tells the sum of each group and nothing else. Groups never overlap.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from statistics.publication.disclosure.cell_rules import Cell, DisclosureRule, Key, merged
from statistics.publication.disclosure.partner_rules import (
    NO_HABITS,
    Choose,
    Habits,
    by_size,
    draw,
)


@dataclass(frozen=True, eq=False)
class Node:
    """A node of the tree: a leaf with its cell, or the sum of its children."""

    key: Key
    leaf: Cell | None = None
    children: tuple["Node", ...] = ()

    @cached_property
    def cell(self) -> Cell:
        return self.leaf or merged(child.cell for child in self.children)

    def walk(self) -> Iterator["Node"]:
        """Go through the tree, each node after all that lie below it."""
        for child in self.children:
            yield from child.walk()
        yield self


@dataclass(frozen=True)
class _Territory:
    """What lies below a published node down to the next published ones.

    `leaves` are hidden, `inner` hidden too; `shown` are the published nodes at the border.
    """

    leaves: list[Node]
    inner: list[Node]
    shown: list[Node]


@dataclass
class _Tree:
    root: Node
    rule: DisclosureRule
    hidden: set[Key]

    def territory(self, node: Node) -> _Territory:
        found = _Territory([], [], [])
        for child in node.children:
            if not child.cell.total:
                continue
            if child.key not in self.hidden:
                found.shown.append(child)
            elif child.children:
                found.inner.append(child)
                below = self.territory(child)
                found.leaves.extend(below.leaves)
                found.inner.extend(below.inner)
                found.shown.extend(below.shown)
            else:
                found.leaves.append(child)
        return found

    def ok(self, node: Node) -> bool:
        """Tell whether what is hidden below a published node protects itself."""
        land = self.territory(node)
        if not self.rule.group_ok([leaf.cell for leaf in land.leaves]):
            return False
        whole = sum(leaf.cell.total for leaf in land.leaves)
        for inner in land.inner:
            own = sum(leaf.cell.total for leaf in self.territory(inner).leaves)
            # An inner node moves with its hidden leaves, against the other leaves of its group.
            if not self.rule.covers(own, inner.cell.total):
                return False
            if not self.rule.covers(whole - own, inner.cell.total):
                return False
        return True

    def ok_with(self, node: Node, keys: set[Key]) -> bool:
        return _Tree(self.root, self.rule, self.hidden | keys).ok(node)

    def mend(self, node: Node, choose: Choose, habits: Habits) -> None:
        """Hide one node more below a published one, or the node itself when none is left."""
        border = self.territory(node).shown
        leaves = by_size((each.key, each.cell) for each in border if not each.children)
        fitting = (each for each in leaves if self.ok_with(node, {each[0]}))
        partner = draw(fitting, choose, habits.preferred)
        if partner is None and border:
            # Where no leaf is enough, the largest node opens what lies below it.
            partner = by_size((each.key, each.cell) for each in border)[-1][0]
        self.hidden.add(node.key if partner is None else partner)


def protect_tree(
    root: Node, rule: DisclosureRule, choose: Choose, habits: Habits = NO_HABITS
) -> frozenset[Key]:
    """Choose the nodes that are hidden. A hidden root hides every node that is not zero."""
    full = [node for node in root.walk() if node.cell.total]
    sensitive = {node.key for node in full if not rule.safe(node.cell)}
    everything = frozenset(node.key for node in full)
    tree = _Tree(root, rule, sensitive | (habits.forced & everything))
    while root.key not in tree.hidden:
        fault = next(
            (n for n in full if n.children and n.key not in tree.hidden and not tree.ok(n)), None
        )
        if fault is None:
            return frozenset(tree.hidden)
        tree.mend(fault, choose, habits)
    return everything
