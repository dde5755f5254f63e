//! Invented publications in XML; the OFAC ones list the same four as the CSV sample.

pub(super) const OFAC: &str = r#"<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML">
<publshInformation><Publish_Date>02/03/2026</Publish_Date><Record_Count>5</Record_Count></publshInformation>
<sdnEntry><uid>11</uid><firstName>Ola</firstName><lastName>NORDMAN</lastName><title>Minister of Trade; Major General</title>
<sdnType>Individual</sdnType><remarks>(Linked To: EXAMPLE TRADING CO.)</remarks>
<programList><program>SDGT</program><program>IFSR</program></programList>
<idList><id><idType>Gender</idType><idNumber>Male</idNumber></id>
<id><idType>Passport</idType><idNumber>X7654321</idNumber><idCountry>Norway</idCountry><issueDate>01 Feb 2010</issueDate></id>
<id><idType>Additional Sanctions Information -</idType><idNumber>Subject to Secondary Sanctions</idNumber></id>
<id><idType>Favourite colour</idType><idNumber>blue</idNumber></id></idList>
<akaList><aka><type>a.k.a.</type><category>strong</category><lastName>NORMANN</lastName><firstName>Ole</firstName></aka>
<aka><type>a.k.a.</type><category>weak</category><lastName>THE TALL</lastName></aka></akaList>
<addressList><address><address1>Storgata 1</address1><city>Oslo</city><country>Norway</country></address></addressList>
<nationalityList><nationality><country>Korea, North</country></nationality></nationalityList>
<citizenshipList><citizenship><country>Norway</country></citizenship></citizenshipList>
<dateOfBirthList><dateOfBirthItem><dateOfBirth>03 Feb 1950</dateOfBirth></dateOfBirthItem>
<dateOfBirthItem><dateOfBirth>circa 1951</dateOfBirth></dateOfBirthItem></dateOfBirthList>
<placeOfBirthList><placeOfBirthItem><placeOfBirth>Bergen, Norway</placeOfBirth></placeOfBirthItem></placeOfBirthList></sdnEntry>
<sdnEntry><uid>12</uid><lastName>EXAMPLE TRADING CO</lastName><sdnType>Entity</sdnType><programList><program>CUBA</program></programList>
<idList><id><idType>Tax ID No.</idType><idNumber>12345</idNumber><idCountry>Panama</idCountry></id></idList>
<akaList><aka><type>f.k.a.</type><category>strong</category><lastName>OLD EXAMPLE</lastName></aka></akaList></sdnEntry>
<sdnEntry><uid>13</uid><lastName>SEA EXAMPLE</lastName><sdnType>Vessel</sdnType><programList><program>IRAN</program></programList>
<vesselInfo><callSign>LAAA9</callSign><vesselType>Crude Oil Tanker</vesselType><vesselFlag>Panama</vesselFlag><vesselOwner>Example Lines</vesselOwner></vesselInfo>
<idList><id><idType>Former Vessel Flag</idType><idNumber>Malta</idNumber></id>
<id><idType>Vessel Registration Identification</idType><idNumber>IMO 9999993</idNumber></id><id><idType>MMSI</idType><idNumber>256000000</idNumber></id></idList></sdnEntry>
<sdnEntry><uid>14</uid><lastName>LN-EXA</lastName><sdnType>Aircraft</sdnType><programList><program>IRAN</program></programList>
<idList><id><idType>Aircraft Manufacturer's Serial Number (MSN)</idType><idNumber>77</idNumber></id>
<id><idType>Aircraft Operator</idType><idNumber>Example Air</idNumber></id></idList></sdnEntry>
<sdnEntry><uid>15</uid></sdnEntry>
</sdnList>"#;

pub(super) const OFAC_ADVANCED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
<DateOfIssue><Year>2026</Year><Month>2</Month><Day>3</Day></DateOfIssue>
<ReferenceValueSets>
<AreaCodeValues><AreaCode ID="1" CountryID="3" Description="Malta">MT</AreaCode></AreaCodeValues>
<CountryValues><Country ID="1" ISO2="NO">Norway</Country><Country ID="2" ISO2="PA">Panama</Country><Country ID="3" ISO2="MT">Malta</Country>
<Country ID="4" ISO2="KP">Korea, North</Country></CountryValues>
<DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
<FeatureTypeValues><FeatureType ID="1">VESSEL CALL SIGN</FeatureType><FeatureType ID="2">VESSEL TYPE</FeatureType>
<FeatureType ID="3">Vessel Flag</FeatureType><FeatureType ID="4">Vessel Owner</FeatureType><FeatureType ID="5">MMSI</FeatureType>
<FeatureType ID="6">Former Vessel Flag</FeatureType><FeatureType ID="7">Aircraft Manufacturer's Serial Number (MSN)</FeatureType>
<FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="9">Place of Birth</FeatureType>
<FeatureType ID="10">Nationality Country</FeatureType><FeatureType ID="11">Citizenship Country</FeatureType>
<FeatureType ID="12">Aircraft Operator</FeatureType><FeatureType ID="13">Favourite colour</FeatureType>
<FeatureType ID="14">Listing Date (EO 14024 Directive 2):</FeatureType>
<FeatureType ID="25">Location</FeatureType><FeatureType ID="26">Title</FeatureType><FeatureType ID="224">Gender</FeatureType></FeatureTypeValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType><IDRegDocType ID="1596">Tax ID No.</IDRegDocType>
<IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType></IDRegDocTypeValues>
<ListValues><List ID="1550">SDN List</List><List ID="91507">Sectoral Sanctions Identifications List</List></ListValues>
<LocPartTypeValues><LocPartType ID="1451">ADDRESS1</LocPartType><LocPartType ID="1454">CITY</LocPartType></LocPartTypeValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType></NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="2" PartyTypeID="4">Aircraft</PartySubType>
<PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
<RelationTypeValues><RelationType ID="15003">Acting for or on behalf of</RelationType></RelationTypeValues>
<SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType></SanctionsTypeValues>
</ReferenceValueSets>
<Locations><Location ID="1"><LocationCountry CountryID="1"/><LocationPart LocPartTypeID="1451"><LocationPartValue><Value>Storgata 1</Value></LocationPartValue></LocationPart>
<LocationPart LocPartTypeID="1454"><LocationPartValue><Value>Oslo</Value></LocationPartValue></LocationPart></Location>
<Location ID="2"><LocationCountry CountryID="1"/></Location><Location ID="3"><LocationAreaCode AreaCodeID="1"/></Location>
<Location ID="4"><LocationCountry CountryID="4"/></Location></Locations>
<IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="111" IssuedBy-CountryID="1"><IDRegistrationNo>X7654321</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="2" IDRegDocTypeID="1596" IdentityID="112" IssuedBy-CountryID="2"><IDRegistrationNo>12345</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="3" IDRegDocTypeID="1626" IdentityID="113"><IDRegistrationNo>IMO 9999993</IDRegistrationNo></IDRegDocument>
<IDRegDocument ID="4" IDRegDocTypeID="1571" IdentityID="999"><IDRegistrationNo>Z1111111</IDRegistrationNo></IDRegDocument></IDRegDocuments>
<DistinctParties>
<DistinctParty FixedRef="11"><Profile ID="11" PartySubTypeID="4"><Identity ID="111" Primary="true" False="false">
<Alias AliasTypeID="1400" Primary="false" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="2">Ole</NamePartValue></DocumentedNamePart>
<DocumentedNamePart><NamePartValue NamePartGroupID="1">NORMANN</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="1">THE TALL</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID="1">NORDMAN</NamePartValue></DocumentedNamePart>
<DocumentedNamePart><NamePartValue NamePartGroupID="2">Ola</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start Approximate="false"><From><Year>1950</Year><Month>2</Month><Day>3</Day></From><To><Year>1950</Year><Month>2</Month><Day>3</Day></To></Start>
<End Approximate="false"><From><Year>1950</Year><Month>2</Month><Day>3</Day></From><To><Year>1950</Year><Month>2</Month><Day>3</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start Approximate="true"><From><Year>1951</Year><Month>1</Month><Day>1</Day></From><To><Year>1951</Year><Month>1</Month><Day>1</Day></To></Start>
<End Approximate="true"><From><Year>1951</Year><Month>12</Month><Day>31</Day></From><To><Year>1951</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion></Feature>
<Feature FeatureTypeID="9"><FeatureVersion><VersionDetail DetailTypeID="1432">Bergen, Norway</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="10"><FeatureVersion><VersionLocation LocationID="4"/></FeatureVersion></Feature>
<Feature FeatureTypeID="11"><FeatureVersion><VersionLocation LocationID="2"/></FeatureVersion></Feature>
<Feature FeatureTypeID="13"><FeatureVersion><VersionDetail DetailTypeID="1432">blue</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="25"><FeatureVersion><VersionLocation LocationID="1"/></FeatureVersion></Feature>
<Feature FeatureTypeID="26"><FeatureVersion><VersionDetail DetailTypeID="1432">Minister of Trade; Major General</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="224"><FeatureVersion><VersionDetail DetailTypeID="1431" DetailReferenceID="91526"/></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="12"><Profile ID="12" PartySubTypeID="3"><Identity ID="112" Primary="true" False="false">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>EXAMPLE TRADING CO</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<Alias AliasTypeID="1401" Primary="false" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>OLD EXAMPLE</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
<Feature FeatureTypeID="14"><FeatureVersion><DatePeriod><Start><From><Year>2014</Year><Month>7</Month><Day>16</Day></From></Start></DatePeriod></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="13"><Profile ID="13" PartySubTypeID="1"><Identity ID="113" Primary="true" False="false">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>SEA EXAMPLE</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
<Feature FeatureTypeID="1"><FeatureVersion><VersionDetail>LAAA9</VersionDetail></FeatureVersion></Feature><Feature FeatureTypeID="2"><FeatureVersion><VersionDetail>Crude Oil Tanker</VersionDetail></FeatureVersion></Feature>
<Feature FeatureTypeID="3"><FeatureVersion><VersionDetail>Panama</VersionDetail></FeatureVersion></Feature><Feature FeatureTypeID="6"><FeatureVersion><VersionLocation LocationID="3"/></FeatureVersion></Feature>
<Feature FeatureTypeID="4"><FeatureVersion><VersionDetail>Example Lines</VersionDetail></FeatureVersion></Feature><Feature FeatureTypeID="5"><FeatureVersion><VersionDetail>256000000</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="14"><Profile ID="14" PartySubTypeID="2"><Identity ID="114" Primary="true" False="false">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>LN-EXA</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
<Feature FeatureTypeID="7"><FeatureVersion><VersionDetail>77</VersionDetail></FeatureVersion></Feature><Feature FeatureTypeID="12"><FeatureVersion><VersionDetail>Example Air</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="15"><Profile ID="15" PartySubTypeID="4"><Identity ID="115" Primary="true" False="false"/></Profile></DistinctParty>
</DistinctParties>
<ProfileRelationships><ProfileRelationship ID="1" From-ProfileID="11" To-ProfileID="12" RelationTypeID="15003"/></ProfileRelationships>
<SanctionsEntries>
<SanctionsEntry ID="11" ProfileID="11" ListID="1550"><EntryEvent ID="1"><Date><Year>1995</Year><Month>1</Month><Day>23</Day></Date></EntryEvent>
<SanctionsMeasure SanctionsTypeID="2"/><SanctionsMeasure SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure><SanctionsMeasure SanctionsTypeID="1"><Comment>IFSR</Comment></SanctionsMeasure></SanctionsEntry>
<SanctionsEntry ID="12" ProfileID="12" ListID="1550"><SanctionsMeasure SanctionsTypeID="1"><Comment>CUBA</Comment></SanctionsMeasure></SanctionsEntry>
<SanctionsEntry ID="13" ProfileID="13" ListID="1550"><SanctionsMeasure SanctionsTypeID="1"><Comment>IRAN</Comment></SanctionsMeasure></SanctionsEntry>
<SanctionsEntry ID="14" ProfileID="14" ListID="1550"><SanctionsMeasure SanctionsTypeID="1"><Comment>IRAN</Comment></SanctionsMeasure></SanctionsEntry>
<SanctionsEntry ID="99" ProfileID="99" ListID="1550"><SanctionsMeasure SanctionsTypeID="1"><Comment>IRAN</Comment></SanctionsMeasure></SanctionsEntry>
</SanctionsEntries></Sanctions>"#;

pub(super) const EU: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-02-03T16:47:04.449+02:00" globalFileId="1">
<sanctionEntity designationDate="" unitedNationId="XXi.001" euReferenceNumber="EU.1.11" logicalId="21">
<regulation regulationType="amendment" publicationDate="2010-07-08" programme="XYZ" logicalId="1"><publicationUrl>x</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
<nameAlias wholeName="Ола Нордман" nameLanguage="RU" strong="true"><regulationSummary publicationDate="2012-03-04"/></nameAlias>
<nameAlias firstName="Ola" lastName="Nordman" wholeName="Ola Nordman &amp; Søn" function="Minister" gender="M" title="General" strong="true"/>
<nameAlias firstName="Ole" middleName="" lastName="Normann" wholeName="" strong="true"/><nameAlias wholeName="The Tall" strong="false"/>
<citizenship countryIso2Code="NO" countryDescription="NORWAY"/><citizenship countryIso2Code="00" countryDescription="UNKNOWN"/>
<birthdate circa="false" calendarType="GREGORIAN" city="Bergen" birthdate="1950-02-03" dayOfMonth="3" monthOfYear="2" year="1950" countryIso2Code="NO"/>
<birthdate circa="true" calendarType="GREGORIAN" yearRangeFrom="1949" yearRangeTo="1951" countryIso2Code="00"/>
<birthdate circa="false" calendarType="PERSIAN" dayOfMonth="1" monthOfYear="1" year="1330"/>
<birthdate circa="false" calendarType="GREGORIAN" monthOfYear="2" year="1950"/><birthdate circa="false" calendarType="MAYAN" year="13"/>
<identification diplomatic="true" number="34/12" identificationTypeCode="other" countryIso2Code="00"><remark>(July 1997)</remark></identification>
<identification number="X7654321" identificationTypeCode="passport" countryIso2Code="NO"/><identification identificationTypeCode="id"/>
</sanctionEntity>
<sanctionEntity designationDate="2002-06-18" euReferenceNumber="EU.2.22" logicalId="22"><subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="Example Trading" strong="true"/><identification number="IMO 9999993" identificationTypeCode="imo"/>
<address street="Storgata 1" city="Oslo" countryIso2Code="NO" countryDescription="NORWAY"><contactInfo key="EMAIL" value="a@example.org"/></address></sanctionEntity>
<sanctionEntity logicalId="23"><subjectType code="person" classificationCode="P"/></sanctionEntity>
</export>"#;

pub(super) const UK: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<Designations xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<DateGenerated>03/02/2026</DateGenerated>
<Designation><LastUpdated>16/01/2026</LastUpdated><DateDesignated>25/01/2001</DateDesignated><UniqueID>XYZ0001</UniqueID>
<OFSIGroupID>7001</OFSIGroupID><UNReferenceNumber>XXi.001</UNReferenceNumber>
<Names><Name><Name6>THE TALL</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
<Name><Name1>OLE</Name1><Name6>NORMANN</Name6><NameType>Primary Name Variation</NameType></Name>
<Name><Name1>OLA</Name1><Name2>&amp;</Name2><Name6>NORDMAN</Name6><NameType>Primary name</NameType></Name>
<Name><Name6>NORDMANN</Name6><NameType>Alias</NameType><AliasStrength>Good quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Ола Нордман</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>Example</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip><SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<Addresses><Address><AddressLine1>Storgata 1</AddressLine1><AddressLine6>Oslo</AddressLine6><AddressCountry>Norway</AddressCountry></Address></Addresses>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1958</DOB><DOB>dd/03/1957</DOB><DOB>01/02/1955</DOB><DOB>some day</DOB></DOBs>
<Nationalities><Nationality>Norway</Nationality><Nationality>Atlantis</Nationality></Nationalities>
<PassportDetails><Passport><PassportNumber>X7654321</PassportNumber><PassportAdditionalInformation>Norway number</PassportAdditionalInformation></Passport></PassportDetails>
<NationalIdentifierDetails><NationalIdentifier><NationalIdentifierNumber>2132370</NationalIdentifierNumber></NationalIdentifier></NationalIdentifierDetails>
<Positions><Position>Minister</Position></Positions><Genders><Gender>Male</Gender></Genders>
<BirthDetails><Location><TownOfBirth>Bergen</TownOfBirth><CountryOfBirth>Norway</CountryOfBirth></Location></BirthDetails></Individual></IndividualDetails></Designation>
<Designation><LastUpdated>01/01/2026</LastUpdated><DateDesignated>24/02/2022</DateDesignated><UniqueID>XYZ0002</UniqueID>
<Names><Name><Name6>EXAMPLE TRADING LLC</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>Example</RegimeName><IndividualEntityShip>Entity</IndividualEntityShip>
<SanctionsImposedIndicators><AssetFreeze>false</AssetFreeze><TrustServicesSanctions>true</TrustServicesSanctions></SanctionsImposedIndicators>
<EntityDetails><Entity><BusinessRegistrationNumbers><BusinessRegistrationNumber>1027700132195</BusinessRegistrationNumber></BusinessRegistrationNumbers></Entity></EntityDetails></Designation>
<Designation><UniqueID>XYZ0003</UniqueID><Names><Name><Name6>SEA EXAMPLE</Name6><NameType>Primary Name</NameType></Name></Names><RegimeName>Example</RegimeName>
<IndividualEntityShip>Ship</IndividualEntityShip><ShipDetails><Ship><IMONumbers><IMONumber>9999993</IMONumber></IMONumbers>
<CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Panama</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips></Ship></ShipDetails></Designation>
<Designation><UniqueID>XYZ0004</UniqueID><Names/></Designation>
</Designations>"#;
