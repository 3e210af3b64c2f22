"""A client nobody here wrote reads this site: huggingface_hub's own, with another address.

    python3 -m venv /tmp/hub && /tmp/hub/bin/pip install huggingface_hub
    npx galley serve --port 3000 &
    /tmp/hub/bin/python apps/web/bench/hub-client.py http://localhost:3000 2025-10-08
"""
import sys

import huggingface_hub
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

endpoint, day = sys.argv[1], sys.argv[2]
api = HfApi(endpoint=endpoint)
papers = list(api.list_daily_papers(date=day, limit=100))
assert papers and all(paper.id and paper.title and paper.authors for paper in papers)
first, second = list(api.list_daily_papers(month=day[:7], limit=10, p=0)), list(api.list_daily_papers(month=day[:7], limit=10, p=1))
assert not {paper.id for paper in first} & {paper.id for paper in second}
trending = list(api.list_daily_papers(month=day[:7], sort="trending", limit=10))
found = list(api.list_papers(query=papers[0].title.split()[0]))
assert any(paper.id == papers[0].id for paper in found)
info = api.paper_info(papers[0].id)
assert info.title == papers[0].title and len(info.authors) == len(papers[0].authors)
try:
    api.paper_info("2407.99999")
    raise AssertionError("a paper that is not here was found")
except HfHubHTTPError as error:
    assert error.response.status_code == 404
print(f"huggingface_hub {huggingface_hub.__version__} read {len(papers)} papers of {day}, {len(first) + len(second)} of two pages of its month, {len(trending)} trending, {len(found)} found, and {info.id}: {info.title}")
