/**
 * Moves each note down to the height of its mark, as far as its block has room, so that nothing below moves.
 * Without this the notes stand at the top of their block; on a narrow page under their paragraph.
 */
const gap = 12;

export function placeNotes(): void {
  for (const block of document.querySelectorAll<HTMLElement>('.block')) {
    const column = block.querySelector<HTMLElement>('.notes'), notes = [...(column?.querySelectorAll<HTMLElement>('.note') ?? [])];
    for (const note of notes) note.style.marginTop = '';
    if (!column || notes.length === 0 || column.offsetLeft < block.offsetLeft + 100) continue;
    const room = block.clientHeight - gap, top = block.getBoundingClientRect().top, heights = notes.map((n) => n.offsetHeight + gap);
    const below = heights.map((_, i) => heights.slice(i).reduce((a, b) => a + b, 0));
    let end = 0;
    notes.forEach((note, i) => {
      const mark = document.getElementById(note.id.replace('note-', 'claim-'));
      const wanted = mark ? mark.getBoundingClientRect().top - top : end;
      const at = Math.max(end, Math.min(wanted, room - below[i]));
      note.style.marginTop = `${Math.max(0, at - end)}px`;
      end = at + heights[i];
    });
  }
}
