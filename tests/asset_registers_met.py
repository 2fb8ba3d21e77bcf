"""Seven registers by another hand, met when the reading stood: by heading what each column is rightly read as, "" for nothing.

At first sight 97 of their 135 columns were placed rightly. Since then they are at hand.
"""

A = (
    "register.csv",
    """AMBLEWORTH CITY COUNCIL - INFORMATION ASSET REGISTER v3.2,,,,,,,,,,,,,,,,,,,
Last updated: March 2026,,,,,,,,,,,,,,,,,,,
Asset No.,Name of Information Asset,Brief Description of Contents,Department,Section / Team,Information Asset Owner (Job Title),Information Asset Administrator,Media Type,Physical / Network Location,Does it contain personal information? (Y/N),Does it contain sensitive personal information? (Y/N),Data subjects,Purpose for holding,Legal basis for processing,Who is it shared with?,Retention Period,How is it disposed of?,Protective Marking,Approx. size,Date of last review
1,Trade waste customers,<p>Names &amp; addresses<br>with bin numbers</p>,Ambleworth City Council,Housing,Head of Housing,,Electronic,S:\\Trade,Y,N,Traders,To invoice them,Contract,Finance,6 years after end of contract,Securely shredded,OFFICIAL,2GB,Mar-25
2,Playground inspections,Weekly sheets,Ambleworth City Council,Finance,Head of Finance,,Paper,Depot office,N,N,,Safety,,Insurers,21 years,Shred,NOT PROTECTIVELY MARKED,14 boxes,12/01/2026
Total assets: 2,,,,,,,,,,,,,,,,,,,
""",
    ("reference", "name", "about", "", "unit", "owner", "data_owner", "form", "location", "personal_data", "special_category", "subjects",
     "purpose", "lawful_basis", "recipients", "kept_for", "disposed_how", "classification", "volume", ""),
)  # fmt: skip
B = (
    "datasets.csv",
    """Directorate;Service;Dataset title;What is it?;IAO;Data Steward;Personal data?;Special category data?;Criminal offence data?;Children's data?;Classification;System / application;Business critical?;Confidentiality;Integrity;Availability;Retention schedule ref;Trigger for retention;Published?;Licence;Review due
Ambleworth City Council;Finance;Purchase card statements;Statements of cards “held by staff”;Head of Finance;;Yes;No;No;No;Official;Ledger;Medium;3;4;3;;Financial year end;No;;31.3.2027
Ambleworth City Council;Housing;Blue badges;Applications;Head of Housing;;Yes;Yes;No;Yes;Official-Sensitive;Careweave;High;4;4;4;;Last action;No;;01/09/27
""",
    ("", "unit", "name", "about", "owner", "steward", "personal_data", "special_category", "criminal_data", "children", "classification",
     "location", "", "confidentiality", "integrity", "availability", "retention_line", "kept_for", "published", "licence", "next_review"),
)  # fmt: skip
C = (
    "two.csv",
    """Asset,,Ownership,,,Content,,,Where and how,,,Retention,,Risk,,
ID,Asset name,Service,IAO,IAA,Description,Contains PII,Special Cat.,Format,Location(s),Access controls,Period,Action at end,Impact if lost (1-5),Vital record?,Comments
PL01,Listed building files,Housing,Head of Housing,,Files of each listed building,✓,✗,Paper & scanned,Microfiche room,Planners only,Permanent,Transfer to archive,4,Y,Some damaged by damp
HO01,Landlord accreditation,Finance,Head of Finance,,Landlords who passed,Yes,No,Excel,U:\\Housing,Team,6y after leaving,Destroy,2,N,
""",
    ("reference", "name", "unit", "owner", "data_owner", "about", "personal_data", "special_category", "form", "location", "access_means",
     "kept_for", "disposed_how", "value", "vital", "value"),
)  # fmt: skip
D = (
    "iar.csv",
    """Unique ID,Information Asset,Type of Asset,Summary of what the asset is used for,Service Owner,Asset Owner,Back-up Owner,Business Area,Supplier / Host,Hosted where?,Users,No. of records held,Personal Data Held?,GDPR Article 9 data?,Children?,Lawful Basis (Art 6),Sharing Agreements in Place,Transfers outside EEA,Archived?,Last Reviewed By
IA-001,Parking permits,Database,Issue permits,Head of Housing,Head of Housing,,Housing,Brindle,UK,Wardens,12000,Y,N,N,Public task,None,No,N,J
IA-002,Bulky waste bookings,Spreadsheet,Collect waste,Head of Finance,Head of Finance,,Finance,In house,Civic Centre,Team,900,Y,N,N,Contract,None,No,N,J
""",
    ("reference", "name", "form", "about", "", "owner", "", "unit", "", "location", "access_means", "volume", "personal_data",
     "special_category", "children", "lawful_basis", "recipients", "abroad", "", ""),
)  # fmt: skip
E = (
    "records.csv",
    """IAR Ref\tTitle\tAbstract\tKeywords\tResponsible Officer\tTeam\tStorage medium\tPrimary location\tSecondary location\tSecurity marking\tFOI exempt?\tContains personal data\tSensitive personal data (health, race, etc.)\tReason for processing\tWho can access\tStatutory requirement to hold\tDate created\tDate closed\tKeep until\tDestroy / archive\tNotes
A/1\tCouncil tax valuations\tBands\ttax; bands\tHead of Finance\tFinance\tElectronic\tLedger\tNone\tOfficial\tNo\tYes\tNo\tCollect tax\tRevenues\tLGFA 1992\t01/04/1993\t\tPermanently\t\tx
A/2\tDiscretionary relief\tApplications\trelief\tHead of Finance\tFinance\tPaper\tCabinet 12\tAttic\tOfficial-Sensitive\tYes\tYes\tYes\tDecide relief\tTwo officers\tNo\t2011\t31/03/2019\t6 years\tDestroy\t
""",
    ("reference", "name", "about", "", "owner", "unit", "medium", "location", "location", "classification", "", "personal_data",
     "special_category", "purpose", "access_means", "lawful_basis", "created_on", "closed_on", "kept_for", "disposed_how", ""),
)  # fmt: skip
F = (
    "activities.csv",
    """Asset / Record Group,Department responsible,Information Owner,Data controller,Categories of individuals,Categories of personal data,Special category?,Purpose of processing,Source of data,Recipients,Format (paper/electronic),System name,Security measures,Retention (years),Trigger,Disposal route,DPIA ref,RAG
Youth justice files,Housing,Head of Housing,Council,Young people,"Names, offences",Yes,Supervise,Courts,Police,Electronic,Careweave,Encrypted,25,Date of birth,Secure delete,DPIA-7,Amber
School trips,Finance,Head of Finance,Council,Pupils,Names,No,Approve trips,Schools,None,Electronic,Placefinder,Role based,25,End of trip,Delete,,Green
""",
    ("name", "unit", "owner", "", "subjects", "about", "special_category", "purpose", "source", "recipients", "medium", "location",
     "compliance", "kept_for", "kept_for", "disposed_how", "compliance", ""),
)  # fmt: skip
SYSTEMS = (
    "systems.csv",
    """System Name,Vendor,Version No,Business Owner,System Admin,Criticality (1 Critical / 2 Core / 3 LOB),Cloud or on-prem,Data Centre Location,Contract end date,End of support,Holds personal data,RTO (hrs),SSO?,Last pen test,Department,What it does
Gritwise,Fell Software,4.2,Head of Housing,Head of Finance,3,Cloud,Ireland,31/03/2028,31/12/2029,N,48,Yes,12/2025,Housing,Plans gritting
Rentbook,Brindle,10,Head of Finance,Head of Housing,2,On-prem,Civic Centre,30/06/2027,01/01/2027,Y,24,No,,Finance,Rents
""",
    ("name", "supplier", "release", "owner", "technical_owner", "tier", "hosting", "region", "", "support_end", "personal_data",
     "recovery_hours", "signing_in", "tested_on", "unit", "about"),
)  # fmt: skip
MET = [("assets", *each) for each in (A, B, C, D, E, F)] + [("systems", *SYSTEMS)]
