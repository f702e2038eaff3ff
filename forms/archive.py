"""What makes a PDF file an archival one, PDF/A-2u (ISO 19005-2): metadata and output intent."""

from xml.sax.saxutils import escape

from forms.color_profile import SRGB
from forms.pdf_file import PdfFile, reference, text_string

PRODUCER = "Hotline Desk"
LANGUAGE = "zh-CN"

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def write_info(file: PdfFile, title: str, author: str) -> int:
    """Write the information dictionary, which says the same as the metadata."""
    producer = text_string(PRODUCER)
    return file.add(
        f"<< /Title {text_string(title)} /Author {text_string(author)} "
        f"/Creator {producer} /Producer {producer} >>"
    )


def archive_entries(file: PdfFile, title: str, author: str) -> str:
    """Write metadata and output intent.

    Args:
        file: The document.
        title: Its title.
        author: The unit that prints it.

    Returns:
        The catalog's entries for them.
    """
    packet = _XMP.format(
        title=escape(title), author=escape(author), producer=PRODUCER, language=LANGUAGE
    )
    # left readable: an archive looks for it without unpacking
    metadata = file.stream(packet.encode(), "/Type /Metadata /Subtype /XML", packed=False)
    profile = file.stream(SRGB, "/N 3")
    intent = file.add(
        "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) "
        f"/Info (sRGB IEC61966-2.1) /DestOutputProfile {reference(profile)} >>"
    )
    return f"/Metadata {reference(metadata)} /OutputIntents [{reference(intent)}]"
