// Dark or light by the system, until somebody chooses; and what a node is made from and leads to, while it is pointed at.
(() => {
  const root = document.documentElement;
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  const picture = document.querySelector('.lineage');
  const lines = [...picture.querySelectorAll('.line')];
  const nodes = [...picture.querySelectorAll('.node')];
  const follow = (id, near, far, seen) => {
    for (const line of lines.filter(line => line.dataset[near] === id)) {
      line.classList.add('lit');
      if (!seen.has(line.dataset[far])) { seen.add(line.dataset[far]); follow(line.dataset[far], near, far, seen); }
    }
    return seen;
  };
  for (const node of nodes) {
    node.addEventListener('mouseenter', () => {
      const id = node.dataset.id;
      const seen = new Set([id, ...follow(id, 'from', 'to', new Set()), ...follow(id, 'to', 'from', new Set())]);
      nodes.forEach(other => other.classList.toggle('lit', seen.has(other.dataset.id)));
      picture.classList.add('asked');
    });
    node.addEventListener('mouseleave', () => {
      picture.classList.remove('asked');
      [...lines, ...nodes].forEach(part => part.classList.remove('lit'));
    });
  }
})();
