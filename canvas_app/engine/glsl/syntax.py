"""Syntax: the part of GLSL that printed fields are written in, read back as a tree.

Enough for the texts of `printer.py`, no more: no structures, no preprocessor, no switch. What is unknown
is a ValueError with the place, and so a fault of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|#[^\n]*)"
    r"|(?P<number>0[xX][0-9a-fA-F]+u?|\d+\.\d*(?:e[+-]?\d+)?|\d+(?:e[+-]?\d+)?u?)"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<mark>\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/]=|[-+*/^&|<>=!?:;,.(){}\[\]])"
)
_TYPES = ("void", "bool", "int", "uint", "float", "vec2", "vec3", "vec4", "ivec2", "mat4")
_BINDING = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
    "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A literal as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or a constructor; `size`: an array's, where it makes one."""

    name: str
    given: tuple[Expression, ...]
    array: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """base[at]"""

    base: Expression
    at: Expression


@dataclass(frozen=True, slots=True)
class Lanes:
    """base.xy"""

    base: Expression
    lanes: str


@dataclass(frozen=True, slots=True)
class Unary:
    """-x or !x"""

    mark: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """left mark right"""

    mark: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Choice:
    """which ? yes : no"""

    which: Expression
    yes: Expression
    no: Expression


Expression = Number | Name | Call | Index | Lanes | Unary | Binary | Choice


@dataclass(frozen=True, slots=True)
class Declared:
    """One variable: its type, an array's size (0: none), what it begins as."""

    kind: str
    name: str
    size: int = 0
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """target mark value, with mark one of = += -= *= /="""

    target: Expression
    mark: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Done:
    """A call for what it writes."""

    call: Expression


@dataclass(frozen=True, slots=True)
class Returned:
    """return value; or, where there is none, return;"""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Block:
    """Statements with names of their own."""

    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """if (which) yes else no"""

    which: Expression
    yes: Statement
    no: Statement | None


@dataclass(frozen=True, slots=True)
class Loop:
    """for (begin; which; step) body"""

    begin: tuple[Declared, ...]
    which: Expression
    step: Assigned
    body: Statement


Statement = Declared | Assigned | Done | Returned | Block | Branch | Loop


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter; `out`: whether it hands something back."""

    kind: str
    name: str
    size: int
    out: bool


@dataclass(frozen=True, slots=True)
class Function:
    """kind name(given) { body }"""

    kind: str
    name: str
    given: tuple[Given, ...]
    body: Block


def parsed(text: str) -> list[Function | Declared]:
    """Functions, constants and uniforms (a uniform is declared without a value), in order."""
    return _Reader(text).everything()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise ValueError(f"unknown in a shader: {text[place : place + 40]!r}")
            if found.lastgroup != "space":
                self._tokens.append(found[0])
            place = found.end()
        self._at = 0

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _next(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise ValueError(
                f"{wanted or 'more'} expected at {self._tokens[self._at - 8 : self._at + 2]}"
            )
        self._at += 1
        return token

    def _took(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._at += 1
        return True

    def everything(self) -> list[Function | Declared]:
        out: list[Function | Declared] = []
        while self._peek():
            while self._peek() in ("const", "uniform"):
                self._next()
            if self._peek() == "sampler2D":
                while self._next() != ";":
                    pass
            elif self._peek(2) == "(":
                out.append(self._function())
            else:
                out += self._declared()
        return out

    def _function(self) -> Function:
        kind, name, given = self._next(), self._next(), list[Given]()
        self._next("(")
        while not self._took(")"):
            way = self._next() if self._peek() in ("in", "out", "inout", "const") else "in"
            each, called = self._next(), self._next()
            given.append(Given(each, called, self._size(), "out" in way))
            self._took(",")
        return Function(kind, name, tuple(given), self._block())

    def _size(self) -> int:
        if not self._took("["):
            return 0
        size = int(self._next())
        self._next("]")
        return size

    def _declared(self) -> list[Declared]:
        kind, out = self._next(), list[Declared]()
        while True:
            name = self._next()
            size = self._size()
            value = self._expression() if self._took("=") else None
            out.append(Declared(kind, name, size, value))
            if self._next() == ";":
                return out

    def _block(self) -> Block:
        self._next("{")
        body: list[Statement] = []
        while not self._took("}"):
            body += self._statements()
        return Block(tuple(body))

    def _statement(self) -> Statement:
        found = self._statements()
        return found[0] if len(found) == 1 else Block(tuple(found))

    def _statements(self) -> list[Statement]:
        token = self._peek()
        if token == "{":
            return [self._block()]
        if token == "if":
            return [self._branch()]
        if token == "for":
            return [self._loop()]
        if token == "return":
            self._next()
            value = None if self._peek() == ";" else self._expression()
            self._next(";")
            return [Returned(value)]
        if token == "const" or (token in _TYPES and self._peek(1) != "("):
            self._took("const")
            return [*self._declared()]
        made = self._assigned()
        self._next(";")
        return [made]

    def _assigned(self) -> Assigned | Done:
        target = self._unary()
        mark = self._peek()
        if mark in ("++", "--"):
            self._next()
            return Assigned(target, f"{mark[0]}=", Number("1"))
        if mark in ("=", "+=", "-=", "*=", "/="):
            return Assigned(target, self._next(), self._expression())
        return Done(target)

    def _branch(self) -> Branch:
        self._next("if")
        self._next("(")
        which = self._expression()
        self._next(")")
        yes = self._statement()
        return Branch(which, yes, self._statement() if self._took("else") else None)

    def _loop(self) -> Loop:
        self._next("for")
        self._next("(")
        begin = tuple(self._declared())
        which = self._expression()
        self._next(";")
        step = self._assigned()
        self._next(")")
        if not isinstance(step, Assigned):
            raise ValueError("a loop without a step")
        return Loop(begin, which, step, self._statement())

    def _expression(self) -> Expression:
        which = self._binary(0)
        if not self._took("?"):
            return which
        yes = self._expression()
        self._next(":")
        return Choice(which, yes, self._expression())

    def _binary(self, least: int) -> Expression:
        left = self._unary()
        while (binds := _BINDING.get(self._peek(), 0)) > least:
            mark = self._next()
            left = Binary(mark, left, self._binary(binds))
        return left

    def _unary(self) -> Expression:
        if self._peek() in ("-", "!", "+"):
            mark = self._next()
            value = self._unary()
            return value if mark == "+" else Unary(mark, value)
        return self._after(self._primary())

    def _primary(self) -> Expression:
        token = self._next()
        if token == "(":
            inner = self._expression()
            self._next(")")
            return inner
        if token[0].isdigit():
            return Number(token)
        if self._peek() == "[" and token in _TYPES:  # float[3](...)
            self._size()
            return Call(token, self._given(), array=True)
        return Call(token, self._given()) if self._peek() == "(" else Name(token)

    def _given(self) -> tuple[Expression, ...]:
        self._next("(")
        out: list[Expression] = []
        while not self._took(")"):
            out.append(self._expression())
            self._took(",")
        return tuple(out)

    def _after(self, base: Expression) -> Expression:
        while True:
            if self._took("["):
                base = Index(base, self._expression())
                self._next("]")
            elif self._took("."):
                base = Lanes(base, self._next())
            else:
                return base
