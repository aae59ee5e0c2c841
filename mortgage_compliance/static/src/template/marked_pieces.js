/** The words of a template in pieces: fields, places for LOs and what rules found. */

const FIELD = /\{\{\s*[a-z][a-z0-9_]*\s*\}\}/g;
const SLOT = /\[\[\s*[a-z][a-z0-9_]{0,39}\s*:[^[\]]*\]\]/g;

/** Return where each character of a text begins: the server counts characters, and a
 * browser counts some of them (emoji) as two. */
function offsets(text) {
    const starts = [0];
    for (const char of text) {
        starts.push(starts.at(-1) + char.length);
    }
    return starts;
}

/** Return the findings of one part of a message as ranges of its text. */
export function foundRanges(text, findings) {
    const starts = offsets(text);
    return findings
        .filter(({ start, end }) => start < end && end < starts.length)
        .map(({ start, end, severity, title }) => ({
            start: starts[start],
            end: starts[end],
            kind: severity,
            title,
        }));
}

/** Return ranges of the text `before` where they are in `after`, which was edited in
 * one place; those that were edited are left out until they are judged anew. */
export function movedRanges(ranges, before, after) {
    if (before === after) {
        return ranges;
    }
    const most = Math.min(before.length, after.length);
    let head = 0;
    while (head < most && before[head] === after[head]) {
        head++;
    }
    let tail = 0;
    while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) {
        tail++;
    }
    const shift = after.length - before.length;
    return ranges.flatMap((range) => {
        if (range.end <= head) {
            return [range];
        }
        return range.start >= before.length - tail
            ? [{ ...range, start: range.start + shift, end: range.end + shift }]
            : [];
    });
}

function matches(text, pattern, kind) {
    return [...text.matchAll(pattern)].map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
        kind,
    }));
}

/** Return the text as `{text, kinds, title, first}`, in reading order. */
export function pieces(text, found) {
    const ranges = [...matches(text, FIELD, "field"), ...matches(text, SLOT, "slot"), ...found];
    const cuts = new Set([0, text.length, ...ranges.flatMap(({ start, end }) => [start, end])]);
    const sorted = [...cuts].sort((one, other) => one - other);
    return sorted.slice(0, -1).map((start, place) => {
        const over = ranges.filter((range) => range.start <= start && start < range.end);
        return {
            text: text.slice(start, sorted[place + 1]),
            kinds: [...new Set(over.map(({ kind }) => kind))],
            title: over.map(({ title }) => title).filter(Boolean).join(" · "),
            first: over.some((range) => range.title && range.start === start),
        };
    });
}
