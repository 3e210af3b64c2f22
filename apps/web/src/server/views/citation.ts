/** What a paper's page says of it to machines: citation_* tags, schema.org, Open Graph. */
import type { Paper } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { clipped } from '#server/views/clipped.ts';

export interface Citation { canonical: string; title: string; description: string; image: string; tags: { name: string; content: string }[]; /** A data block; nothing in it can end the element. */ linkedData: string }

const mostAuthors = 100;
const oneLine = (text: string) => plainText(text).replace(/\s+/g, ' ').trim();

export function citationOf(paper: Paper, origin: string): Citation {
  const title = oneLine(paper.title), authors = paper.authors.slice(0, mostAuthors).map(oneLine).filter(Boolean), day = paper.published?.slice(0, 10), abstract = oneLine(paper.abstract ?? paper.summary ?? ''), canonical = `${origin}/papers/${paper.arxiv}`, image = `${origin}/og/${paper.arxiv}.png`;
  const tag = (name: string, content: string | null | undefined) => content ? [{ name, content }] : [];
  return {
    canonical, title, image, description: clipped(abstract, 200),
    tags: [
      ...tag('citation_title', title), ...authors.flatMap((name) => tag('citation_author', name)), ...tag('citation_publication_date', day?.replaceAll('-', '/')), ...tag('citation_arxiv_id', paper.arxiv), ...tag('citation_doi', paper.doi),
      ...tag('citation_journal_title', paper.journal ?? paper.venue), ...tag('citation_pdf_url', `https://arxiv.org/pdf/${paper.arxiv}`), ...tag('citation_abstract_html_url', canonical), ...tag('citation_keywords', paper.keywords.join('; ')),
    ],
    linkedData: JSON.stringify({
      '@context': 'https://schema.org', '@type': 'ScholarlyArticle', '@id': `https://arxiv.org/abs/${paper.arxiv}`, url: canonical, mainEntityOfPage: canonical, headline: title.slice(0, 110), name: title, ...(abstract && { abstract }), image,
      author: authors.map((name) => ({ '@type': 'Person', name })), ...(day && { datePublished: day }), identifier: { '@type': 'PropertyValue', propertyID: 'arXiv', value: paper.arxiv }, sameAs: [`https://arxiv.org/abs/${paper.arxiv}`, ...(paper.doi ? [`https://doi.org/${paper.doi}`] : [])],
      ...(paper.keywords.length && { keywords: paper.keywords.join(', ') }), ...(paper.categories.length && { about: paper.categories }),
    }).replaceAll('<', '\\u003c'),
  };
}
